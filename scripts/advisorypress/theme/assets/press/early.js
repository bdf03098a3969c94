// Runs before anything is painted: the page has script, and the reader's choice of colours holds from the first frame.
(function () {
  "use strict";

  var root = document.documentElement;
  var device = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return window.localStorage.getItem("press.scheme");
    } catch (blocked) {
      return null; // A browser may refuse storage; the device then decides.
    }
  }

  function apply() {
    var choice = chosen();
    var dark = choice === "dark" || (choice !== "light" && device.matches);
    document.body.setAttribute("data-md-color-scheme", dark ? "slate" : "default");
    root.classList.toggle("press-dark", dark);
  }

  root.classList.remove("no-js");
  apply();
  device.addEventListener("change", apply);
  // Another tab, or the display settings of this one, changed the choice.
  window.addEventListener("storage", apply);
  window.addEventListener("press:scheme", apply);
})();
