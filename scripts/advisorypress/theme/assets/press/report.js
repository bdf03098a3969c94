// Writes the text of a report from what is typed. Nothing is sent, kept or asked for: the reader's mail program does that.
(function () {
  "use strict";

  var report = document.querySelector(".press-report");
  var form = report && report.querySelector("form");
  if (!form) {
    return;
  }
  // What programs that open a mail are known to take of an address.
  var LONGEST = 2000;
  var text = document.getElementById("report-text");
  var kind = document.getElementById("report-kind");
  var help = form.querySelector(".press-form__help");
  var error = document.getElementById("report-error");
  var tooLong = report.querySelector("pre ~ .press-form__error");
  var mail = report.querySelector(".press-report__mail");
  var save = report.querySelector(".press-report__save");
  var fields = Array.from(form.querySelectorAll("select, input, textarea"));
  var what = document.getElementById("report-what");

  function question(field) {
    // The words "(optional)" are for the form alone.
    return form.querySelector('label[for="' + field.id + '"]').firstChild.data.trim();
  }

  function answer(field) {
    return field === kind ? (kind.value ? kind.options[kind.selectedIndex].text : "") : field.value.trim();
  }

  function write() {
    var blocks = fields.map(function (field) {
      return question(field) + "\n" + answer(field);
    });
    text.textContent = [report.dataset.heading].concat(blocks).join("\n\n") + "\n";
    if (mail) {
      var start = "mailto:" + report.dataset.email + "?subject=" + encodeURIComponent(report.dataset.subject);
      var whole = start + "&body=" + encodeURIComponent(text.textContent.replace(/\n/g, "\r\n"));
      tooLong.hidden = whole.length <= LONGEST;
      mail.href = tooLong.hidden ? whole : start;
    }
  }

  function tellOf(missing) {
    error.hidden = !missing;
    if (missing) {
      what.setAttribute("aria-invalid", "true");
      what.setAttribute("aria-describedby", error.id);
    } else {
      what.removeAttribute("aria-invalid");
      what.removeAttribute("aria-describedby");
    }
  }

  function stopWithoutWords(event) {
    if (!answer(what)) {
      event.preventDefault();
      tellOf(true);
      what.focus();
    }
  }

  form.addEventListener("input", function () {
    write();
    if (answer(what)) {
      tellOf(false);
    }
  });
  kind.addEventListener("change", function () {
    var chosen = document.getElementById("report-help-" + kind.value);
    help.textContent = chosen ? chosen.textContent : "";
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
  });
  if (mail) {
    mail.addEventListener("click", stopWithoutWords);
  }
  save.addEventListener("click", function () {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text.textContent], { type: "text/plain;charset=utf-8" }));
    link.download = "incident-report.txt";
    link.click();
    window.setTimeout(function () {
      URL.revokeObjectURL(link.href);
    }, 60000);
  });
  save.hidden = false;
  form.hidden = false;
  write();
})();
