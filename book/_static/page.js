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

  // The theme takes the focus from a button that was pressed: it stays there, and returns there
  // from the dialog that the button opened (the search; on narrow screens also the sidebars).
  let pressed = null;
  document.addEventListener("click", ({ target, detail }) => {
    const byKeyboard = detail === 0;
    const button = target.closest("button");
    if (!button || !byKeyboard) return;
    pressed = button;
    setTimeout(() => {
      if (document.activeElement === document.body) button.focus();
    });
  }, { capture: true });
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("close", () => setTimeout(() => pressed?.focus()));
  }
})();
