"""The system calls that a submission may make, and their numbers.

All others are refused: see `autograder.inside.seccomp`. Each name is followed by its number on
x86_64 and on aarch64; `-` marks an old call that aarch64 never had.
"""

from __future__ import annotations

FILES = """
read 0 63, write 1 64, readv 19 65, writev 20 66, pread64 17 67, pwrite64 18 68, preadv 295 69,
pwritev 296 70, lseek 8 62, open 2 -, openat 257 56, creat 85 -, close 3 57,
close_range 436 436, dup 32 23, dup2 33 -, dup3 292 24, pipe 22 -, pipe2 293 59,
truncate 76 45, ftruncate 77 46, fallocate 285 47
"""
NAMES = """
stat 4 -, lstat 6 -, fstat 5 80, newfstatat 262 79, access 21 -, faccessat 269 48,
faccessat2 439 439, getdents 78 -, getdents64 217 61, readlink 89 -, readlinkat 267 78,
getcwd 79 17, chdir 80 49, fchdir 81 50, umask 95 166, mkdir 83 -, mkdirat 258 34, rmdir 84 -,
unlink 87 -, unlinkat 263 35, rename 82 -, renameat 264 38, renameat2 316 276, link 86 -,
linkat 265 37, symlink 88 -, symlinkat 266 36, chmod 90 -, fchmod 91 52, fchmodat 268 53,
utime 132 -, utimes 235 -, futimesat 261 -, utimensat 280 88
"""
# The last four serve the event loop that the zygote created; `epoll_create` and `socket` are
# refused.
WAITING = """
poll 7 -, ppoll 271 73, select 23 -, pselect6 270 72, epoll_wait 232 -, epoll_pwait 281 22,
epoll_ctl 233 21, sendto 44 206, recvfrom 45 207
"""
MEMORY = "brk 12 214, munmap 11 215, mremap 25 216, mprotect 10 226, msync 26 227"
PROCESSES = """
execve 59 221, exit 60 93, exit_group 231 94, fork 57 -, vfork 58 -, wait4 61 260,
waitid 247 95, kill 62 129, tkill 200 130, tgkill 234 131, getpid 39 172, getppid 110 173,
gettid 186 178, getuid 102 174, geteuid 107 175, getgid 104 176, getegid 108 177,
getresuid 118 148, getresgid 120 150, getgroups 115 158, getpgid 121 155, getpgrp 111 -,
getsid 124 156, set_tid_address 218 96, set_robust_list 273 99, rseq 334 293, arch_prctl 158 -,
restart_syscall 219 128, getrlimit 97 163, setrlimit 160 164, prlimit64 302 261,
getrusage 98 165, sched_yield 24 124, sched_getaffinity 204 123, sched_getparam 143 121,
sched_getscheduler 145 120, sched_get_priority_max 146 125, sched_get_priority_min 147 126,
getcpu 309 168, getpriority 140 141, uname 63 160
"""
SIGNALS = """
rt_sigprocmask 14 135, rt_sigreturn 15 139, rt_sigpending 127 136, rt_sigtimedwait 128 137,
rt_sigsuspend 130 133, sigaltstack 131 132, pause 34 -, alarm 37 -, getitimer 36 102,
setitimer 38 103
"""
CLOCKS = """
clock_gettime 228 113, clock_getres 229 114, clock_nanosleep 230 115, nanosleep 35 101,
gettimeofday 96 169, time 201 -, times 100 153
"""
ALLOWED = (FILES, NAMES, WAITING, MEMORY, PROCESSES, SIGNALS, CLOCKS)

# Allowed for some arguments only: see `seccomp.CONDITIONS`.
CONDITIONAL = """
clone 56 220, mmap 9 222, fcntl 72 25, ioctl 16 29, madvise 28 233, prctl 157 167, futex 202 98,
rt_sigaction 13 134, getrandom 318 278
"""

# These hide flags from the filter, or look into the page cache. Libraries fall back to older calls.
MISSING = """
clone3 435 435, preadv2 327 286, pwritev2 328 287, statx 332 291, openat2 437 437,
copy_file_range 326 285
"""
# `shutil.copy2` calls these.
UNSUPPORTED = """
getxattr 191 8, lgetxattr 192 9, fgetxattr 193 10, listxattr 194 11, llistxattr 195 12,
flistxattr 196 13
"""
# These succeed without doing anything: a folder in memory has nothing to write to a disk, and
# submissions must not put load on the machine's disks.
WITHOUT_EFFECT = "fsync 74 82, fdatasync 75 83"


def numbers(table, machine):
    """Read a table.

    Parameters
    ----------
    table : str
    machine : str
        "x86_64" or "aarch64".

    Returns
    -------
    dict of str to int
        By name, without the calls that this machine does not have.
    """
    rows = [row.split() for row in table.split(",")]
    column = {"x86_64": 1, "aarch64": 2}[machine]
    return {row[0]: int(row[column]) for row in rows if row[column] != "-"}
