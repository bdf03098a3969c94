// The menu's panel and the display settings. Everything here has a way without script.
(function () {
  "use strict";

  menu(document.querySelector(".press-menu"), document.getElementById("press-nav"));
  display(document.querySelector(".press-display"));
  document.querySelectorAll(".press-table, .press-rows > table").forEach(restateRoles);
  document.querySelectorAll(".press-copy").forEach(copying);

  function menu(link, panel) {
    if (!link || !panel) {
      return;
    }
    var button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", panel.id);
    button.append.apply(button, Array.from(link.childNodes));
    link.replaceWith(button);

    function show(open) {
      button.setAttribute("aria-expanded", String(open));
      panel.classList.toggle("press-nav--open", open);
    }

    function isOpen() {
      return button.getAttribute("aria-expanded") === "true";
    }

    button.addEventListener("click", function () {
      show(!isOpen());
    });
    document.addEventListener("keydown", function (event) {
      if (event.key === "Escape" && isOpen()) {
        show(false);
        button.focus();
      }
    });
    // Leaving the header closes the panel, so that it never covers what has the focus.
    document.addEventListener("focusin", function (event) {
      if (isOpen() && !panel.contains(event.target) && !button.parentNode.contains(event.target)) {
        show(false);
      }
    });
    document.addEventListener("click", function (event) {
      if (isOpen() && !panel.contains(event.target) && !button.contains(event.target)) {
        show(false);
      }
    });
    // The tabs of a wide window are no panel.
    window.matchMedia("(min-width: 76.25em)").addEventListener("change", function () {
      show(false);
    });
  }

  // On a phone rows are drawn as cards, and to some screen readers a cell that is a block is no cell unless it says so.
  function restateRoles(table) {
    var roles = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
    [table].concat(Array.from(table.querySelectorAll("thead, tbody, tr, th, td"))).forEach(function (part) {
      part.setAttribute("role", roles[part.tagName] || (part.scope === "col" ? "columnheader" : "rowheader"));
    });
  }

  // Without script the words stand there to be selected.
  function copying(button) {
    var words = document.getElementById(button.value);
    var status = button.parentNode.querySelector(".press-copied");

    function select() {
      window.getSelection().selectAllChildren(words);
      status.textContent = button.dataset.select;
    }

    button.addEventListener("click", function () {
      if (!navigator.clipboard) {
        select(); // Browsers keep the clipboard from pages that came without encryption.
        return;
      }
      navigator.clipboard.writeText(words.textContent).then(function () {
        status.textContent = button.dataset.done;
      }, select);
    });
    button.hidden = false;
  }

  function display(settings) {
    if (!settings) {
      return;
    }
    var choices = settings.querySelectorAll("input");
    try {
      var saved = window.localStorage.getItem("press.scheme") || "auto";
      choices.forEach(function (choice) {
        choice.checked = choice.value === saved;
        choice.addEventListener("change", function () {
          if (choice.value === "auto") {
            window.localStorage.removeItem("press.scheme");
          } else {
            window.localStorage.setItem("press.scheme", choice.value);
          }
          window.dispatchEvent(new Event("press:scheme"));
        });
      });
      settings.hidden = false;
    } catch (blocked) {
      // Without storage a choice would be lost with the next page, so none is offered.
    }
  }
})();
