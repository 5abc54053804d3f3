// Printing: light colours and open folds from every page, as it was before afterwards.

(() => {
  const root = document.documentElement;
  let restore = null;

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

  function after() {
    restore?.();
    restore = null;
  }

  addEventListener("beforeprint", prepare);
  addEventListener("afterprint", after);
})();
