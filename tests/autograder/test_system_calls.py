"""The filter on system calls, simulated for both kinds of machines, and on honest notebooks."""

from __future__ import annotations

import errno
import platform
import textwrap

import pytest
from isolated import needs_sandbox

from autograder.inside import seccomp, system_calls
from autograder.sandbox import isolation
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Sandbox

MACHINES = tuple(seccomp.MACHINES)
REFUSED = """
socket 41 198, socketpair 53 199, setsid 112 157, setpgid 109 154, splice 275 76, tee 276 77,
vmsplice 278 75, shmget 29 194, semget 64 190, msgget 68 186, mq_open 240 180,
memfd_create 319 279, memfd_secret 447 447, ptrace 101 117, process_vm_readv 310 270,
process_vm_writev 311 271, kcmp 312 272, pidfd_getfd 438 438, pidfd_open 434 434,
unshare 272 97, setns 308 268, mount 165 40, umount2 166 39, pivot_root 155 41, chroot 161 51,
fsopen 430 430, fsconfig 431 431, fsmount 432 432, open_tree 428 428, move_mount 429 429,
mount_setattr 442 442, name_to_handle_at 303 264, open_by_handle_at 304 265, add_key 248 217,
request_key 249 218, keyctl 250 219, bpf 321 280, perf_event_open 298 241, userfaultfd 323 282,
io_setup 206 0, io_submit 209 2, io_uring_setup 425 425, init_module 175 105,
finit_module 313 273, delete_module 176 106, kexec_load 246 104, reboot 169 142,
swapon 167 224, swapoff 168 225, acct 163 89, quotactl 179 60, quotactl_fd 443 443,
syslog 103 116, settimeofday 164 170, clock_settime 227 112, clock_adjtime 305 266,
personality 135 92, move_pages 279 239, migrate_pages 256 238, mbind 237 235, flock 73 32,
inotify_init1 294 26, fanotify_init 300 262, timer_create 222 107, timerfd_create 283 85,
eventfd2 290 19, signalfd4 289 74, epoll_create1 291 20, futex_waitv 449 449, mincore 27 232,
fadvise64 221 223, readahead 187 213, process_madvise 440 440, membarrier 324 283,
mlock 149 228, mlock2 325 284, mlockall 151 230, setpriority 141 140, ioprio_set 251 30,
sched_setaffinity 203 122, sched_setscheduler 144 119, sched_setattr 314 274, sync 162 81,
syncfs 306 267, sync_file_range 277 84, sysinfo 99 179, statfs 137 43, fstatfs 138 44,
sendmsg 46 211, recvmsg 47 212, connect 42 203, bind 49 200, landlock_create_ruleset 444 444,
seccomp 317 277, rt_sigqueueinfo 129 138, setuid 105 146, setxattr 188 5, mknodat 259 33,
sethostname 170 161, sendfile 40 71
"""


def answer(machine, number, *arguments, architecture=None):
    """Run the filter as the kernel does; return "allow", "kill" or the number of the error."""
    known = {seccomp.NUMBER: number, seccomp.ARCHITECTURE: architecture}
    if architecture is None:
        known[seccomp.ARCHITECTURE] = seccomp.MACHINES[machine]
    for place in range(6):
        value = arguments[place] if place < len(arguments) else 0
        known[seccomp.FIRST_ARGUMENT + 8 * place] = value & 0xFFFFFFFF
        known[seccomp.FIRST_ARGUMENT + 8 * place + 4] = value >> 32
    steps, held, at = seccomp.program(machine), 0, 0
    while True:
        operation, true, false, value = steps[at]
        at += 1
        if operation == seccomp.LOAD:
            held = known[value]
        elif operation == seccomp.AND:
            held &= value
        elif operation == seccomp.JUMP:
            at += value
        elif operation == seccomp.RETURN:
            kinds = {seccomp.ALLOW: "allow", seccomp.KILL: "kill"}
            return kinds.get(value, value & 0xFFFF)
        else:
            tests = {
                seccomp.EQUAL: held == value,
                seccomp.AT_LEAST: held >= value,
                seccomp.ANY_BIT: bool(held & value),
            }
            at += true if tests[operation] else false


def of(name, machine, *arguments):
    return answer(
        machine, system_calls.numbers(system_calls.CONDITIONAL, machine)[name], *arguments
    )


@pytest.mark.parametrize("machine", MACHINES)
def test_every_call_has_one_answer(machine):
    tables = {
        "allow": system_calls.ALLOWED,
        errno.ENOSYS: [system_calls.MISSING],
        errno.EOPNOTSUPP: [system_calls.UNSUPPORTED],
        0: [system_calls.WITHOUT_EFFECT],
    }
    seen = []
    for expected, group in tables.items():
        for table in group:
            for name, number in system_calls.numbers(table, machine).items():
                seen.append(number)
                assert answer(machine, number) == expected, name
    conditional = system_calls.numbers(system_calls.CONDITIONAL, machine)
    assert conditional.keys() == seccomp.CONDITIONS.keys()
    seen += conditional.values()
    assert len(seen) == len(set(seen)) and max(seen) < seccomp.UNKNOWN
    for number in {*range(seccomp.UNKNOWN)} - {*seen}:
        assert answer(machine, number) == errno.EPERM, number
    for number in (451, 460, 1000, 0x40000000 + 39, 0xFFFFFFFF):
        assert answer(machine, number) == errno.ENOSYS, number


@pytest.mark.parametrize("machine", MACHINES)
def test_calls_that_reach_others_are_refused(machine):
    for name, number in system_calls.numbers(REFUSED, machine).items():
        assert answer(machine, number) == errno.EPERM, name


@pytest.mark.parametrize("machine", MACHINES)
def test_another_architecture_ends_the_process(machine):
    (other,) = {*seccomp.MACHINES.values()} - {seccomp.MACHINES[machine]}
    assert answer(machine, 0, architecture=other) == "kill"
    assert answer(machine, 0, architecture=0x40000003) == "kill"  # 32 bits


@pytest.mark.parametrize("machine", MACHINES)
def test_threads_and_processes_but_no_namespaces(machine):
    thread = 0x3D0F00  # the flags that the C library uses
    assert of("clone", machine, thread) == of("clone", machine, 17) == "allow"
    for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
        assert of("clone", machine, flag | 17) == errno.EPERM, hex(flag)


@pytest.mark.parametrize("machine", MACHINES)
def test_only_memory_that_counts_is_allowed(machine):
    private, shared, anonymous, locked, huge = 2, 1, 0x20, 0x2000, 0x40000
    for flags in (private, private | anonymous, shared, 3, private | anonymous | 0x4000):
        assert of("mmap", machine, 0, 4096, 3, flags) == "allow", flags
    for flags in (
        shared | anonymous,
        3 | anonymous,
        private | anonymous | locked,
        private | huge,
    ):
        assert of("mmap", machine, 0, 4096, 3, flags) == errno.EPERM, flags
    for advice in range(26):
        shared_pages = advice in (9, 12, 13, 20, 21, 24, 25, 5, 6, 7)
        expected = errno.EINVAL if shared_pages else "allow"
        assert of("madvise", machine, 0, 4096, advice) == expected, advice


@pytest.mark.parametrize("machine", MACHINES)
def test_descriptors_without_locks(machine):
    for command in (0, 1, 2, 3, 4, 1030):
        assert of("fcntl", machine, 3, command) == "allow", command
    for command in (*range(5, 17), 36, 37, 38, *range(1024, 1027), *range(1031, 1041)):
        assert of("fcntl", machine, 3, command) == errno.EPERM, command
    assert of("ioctl", machine, 3, 0x5401) == "allow"
    for command in (0x5402, 0x80045200, 0xC020660B, 0x40086602, 0x5412):
        assert of("ioctl", machine, 3, command) == errno.ENOTTY, hex(command)


@pytest.mark.parametrize("machine", MACHINES)
def test_only_futexes_of_one_process_are_allowed(machine):
    private, by_the_clock = 128, 256
    for operation in range(14):
        assert of("futex", machine, 0, operation | private) == "allow"
        assert of("futex", machine, 0, operation | private | by_the_clock) == "allow"
        expected = "allow" if operation == 1 else errno.EAGAIN
        assert of("futex", machine, 0, operation) == expected, operation
        assert of("futex", machine, 0, operation | by_the_clock) == errno.EAGAIN


@pytest.mark.parametrize("machine", MACHINES)
def test_sigchld_random_numbers_and_prctl(machine):
    for address in (1, 1 << 40):
        assert of("rt_sigaction", machine, 17, address) == errno.EPERM
        assert of("rt_sigaction", machine, 2, address) == "allow"
    assert of("rt_sigaction", machine, 17, 0) == "allow"
    assert of("getrandom", machine, 0, 8, 0) == of("getrandom", machine, 0, 8, 1) == "allow"
    assert of("getrandom", machine, 0, 8, 2) == errno.EPERM
    assert of("prctl", machine, 15) == "allow"
    for change in (1, 4, 22, 33, 35, 36, 62, 67, 0x59616D61):
        assert of("prctl", machine, change) == errno.EINVAL, change


def test_a_machine_without_a_filter_has_no_sandbox(monkeypatch):
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    found = isolation.current.__wrapped__()
    assert found.name == isolation.NONE
    if isolation.current().name != isolation.NONE:
        assert found.reason == "no filter on system calls is known for riscv64"


HONEST = {
    "arrays in files": (
        "9.0 3.0",
        """
        import numpy as np
        np.save("a.npy", np.ones(9)); np.savez_compressed("b.npz", a=np.ones(3))
        print(np.load("a.npy", mmap_mode="r").sum(), np.load("b.npz")["a"].sum())
        """,
    ),
    "pictures": (
        "3",
        """
        import matplotlib.pyplot as plt
        plt.imshow([[1, 2]]); plt.savefig("x.png"); plt.savefig("x.pdf"); plt.close()
        print(plt.imread("x.png").ndim)
        """,
    ),
    "files": (
        "['three']",
        """
        import os, shutil, tarfile, tempfile, zipfile
        with tempfile.NamedTemporaryFile() as file: file.write(b"x"); os.fsync(file.fileno())
        with tempfile.TemporaryFile() as file: file.write(b"x")
        open("one", "w").write("1"); shutil.copy2("one", "two"); os.link("two", "three")
        os.makedirs("a/b"); shutil.move("three", "a/b")
        shutil.copytree("a", "c"); shutil.rmtree("a")
        os.symlink("one", "four"); os.chmod("one", 0o600); os.utime("one"); os.truncate("one", 0)
        with zipfile.ZipFile("z.zip", "w") as file: file.write("two")
        with tarfile.open("t.tar", "w") as file: file.add("c")
        with tarfile.open("t.tar") as file: file.extractall("out")
        print(os.listdir("out/c/b"))
        """,
    ),
    "threads": (
        "6\n[4]",
        """
        import threading, time
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(3) as pool: print(sum(pool.map(abs, [-1, 2, -3])))
        one = threading.Thread(target=time.sleep, args=(0.01,)); one.start(); one.join()
        import joblib
        print(joblib.Parallel(2, prefer="threads")([joblib.delayed(abs)(-4)]))
        """,
    ),
    "processes": (
        "[1, 2]\n[3]\n5",
        """
        import multiprocessing
        with multiprocessing.Pool(2) as pool: print(pool.map(abs, [-1, 2]))
        from concurrent.futures import ProcessPoolExecutor
        with ProcessPoolExecutor(2) as pool: print(list(pool.map(abs, [-3])))
        queue = multiprocessing.Queue()
        one = multiprocessing.Process(target=queue.put, args=(5,)); one.start()
        print(queue.get()); one.join()
        """,
    ),
    "programs": (
        "b'6\\n'",
        """
        import subprocess, sys
        print(subprocess.run([sys.executable, "-c", "print(6)"], capture_output=True).stdout)
        """,
    ),
    "waiting": (
        "7",
        """
        import asyncio
        await asyncio.sleep(0.01)
        print(await asyncio.to_thread(abs, -7))
        """,
    ),
    "time and chance": (
        "True True",
        """
        import datetime, os, platform, random, resource, time, uuid
        time.sleep(0.001); random.seed(); uuid.uuid4(); datetime.datetime.now(); os.times()
        resource.getrusage(resource.RUSAGE_SELF); platform.platform(); os.urandom(4)
        print(len(os.sched_getaffinity(0)) > 0, time.process_time() > 0)
        """,
    ),
    "languages": (
        "C.UTF-8",
        """
        import locale
        print(locale.setlocale(locale.LC_ALL, ""))
        """,
    ),
}


@needs_sandbox
def test_honest_notebooks_need_no_other_calls():
    with Sandbox(Limits(cell=20.0, notebook=60.0)) as sandbox:
        outputs = sandbox.run([textwrap.dedent(code) for _, code in HONEST.values()])
    for (name, (expected, _)), shown in zip(HONEST.items(), outputs, strict=True):
        said = "".join(one.get("text", one.get("evalue", "")) for one in shown)
        assert said.strip() == expected, name
