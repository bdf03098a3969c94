// Boxes to tick in a checklist. What is ticked stays in this browser; without script the list has boxes to tick on paper.
(function () {
  "use strict";

  var bar = document.querySelector(".press-checklist");
  var tasks = Array.from(document.querySelectorAll(".press-task"));
  if (!bar || !tasks.length) {
    return;
  }
  var meter = bar.querySelector("progress");
  var status = bar.querySelector(".press-checklist__done");
  // Both editions and every address of a page keep their own ticks.
  var key = "press.checklist:" + window.location.pathname;

  function saved() {
    try {
      return new Set(JSON.parse(window.localStorage.getItem(key) || "[]"));
    } catch (blocked) {
      return new Set(); // No storage, or not what we wrote: the ticks last as long as the page.
    }
  }

  function save() {
    try {
      window.localStorage.setItem(key, JSON.stringify(names(true)));
    } catch (blocked) {
      return;
    }
  }

  // An item is known by its words, so that an item that is added moves no tick.
  function names(ticked) {
    return boxes
      .filter(function (box) {
        return box.checked === ticked;
      })
      .map(function (box) {
        return box.parentNode.textContent.trim();
      });
  }

  function show() {
    var done = names(true).length;
    meter.value = done;
    meter.max = boxes.length;
    status.textContent =
      done === boxes.length
        ? bar.dataset.done
        : bar.dataset.progress.replace("{n}", String(done)).replace("{m}", String(boxes.length));
  }

  var before = saved();
  var boxes = tasks.map(function (task, number) {
    var label = document.createElement("label");
    var box = document.createElement("input");
    var words = document.createElement("span");
    box.type = "checkbox";
    box.id = "task-" + (number + 1);
    words.append.apply(words, Array.from(task.childNodes));
    label.append(box, words);
    task.append(label);
    task.classList.add("press-task--live");
    box.checked = before.has(words.textContent.trim());
    return box;
  });

  bar.parentNode.addEventListener("change", function () {
    save();
    show();
  });
  bar.querySelector(".press-checklist__clear").addEventListener("click", function () {
    boxes.forEach(function (box) {
      box.checked = false;
    });
    save();
    show();
  });
  bar.querySelector(".press-checklist__print").addEventListener("click", function () {
    window.print();
  });
  bar.hidden = false;
  show();
})();
