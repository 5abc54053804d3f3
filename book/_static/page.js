// What every page does beyond the theme: it prints well, and the keyboard's focus is not lost.

(() => {
  const root = document.documentElement;
  let restore = null;

  // For paper, light colours and open folds; afterwards everything is as it was.
  function prepare() {
    if (restore) return;
    const { theme } = root.dataset;
    const folds = document.querySelectorAll("details:not([open])");
    const boxes = document.querySelectorAll(".toggle-hidden");
    root.dataset.theme = "light";
    folds.forEach((fold) => { fold.open = true; });
    boxes.forEach((box) => box.classList.remove("toggle-hidden"));
    restore = () => {
      root.dataset.theme = theme;
      folds.forEach((fold) => { fold.open = false; });
      boxes.forEach((box) => box.classList.add("toggle-hidden"));
    };
  }

  addEventListener("beforeprint", prepare);
  addEventListener("afterprint", () => {
    restore?.();
    restore = null;
  });

  // The theme takes the focus from a button that was pressed.
  document.addEventListener("click", ({ target, detail }) => {
    const button = target.closest("button");
    const byKeyboard = detail === 0;
    if (!button || !byKeyboard) return;
    setTimeout(() => {
      if (document.activeElement === document.body) button.focus();
    });
  }, { capture: true });

  // On a narrow screen the sidebars open as dialogs.
  for (const side of ["primary", "secondary"]) {
    const toggle = document.querySelector(`.${side}-toggle`);
    const dialog = document.getElementById(`pst-${side}-sidebar-modal`);
    dialog?.addEventListener("close", () => setTimeout(() => toggle?.focus()));
  }
})();
