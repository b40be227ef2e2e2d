// Stands in a page of no policy at all, holds each case in frames of its own, does to it whatever a reader might do, and
// notes every case that ran something.
window.ran = [];
window.waiting = new Set();

// What is to be called by whatever runs, and what attacks are usually shown by.
function arm(view, index) {
  for (const name of ["xss", "alert", "confirm", "prompt", "print"]) {
    view[name] = () => { window.ran.push(index); };
  }
}

const events = new Set(["focusin", "focusout", "begin", "end", "finish", "bounce", "start"]);
for (const owner of [window, document, document.documentElement, document.createElement("video")]) {
  for (const name in owner) {
    if (name.startsWith("on")) {
      events.add(name.slice(2));
    }
  }
}

// Every element with attributes is told of every event there is; what can be focused, pressed, opened and sent is.
function provoke(view) {
  const document = view.document;
  // Links that lead away are not followed; those that run are.
  document.addEventListener("click", (event) => {
    const link = event.composedPath().find((node) => node.protocol);
    if (link && /^(https?|mailto|tel):/.test(link.protocol)) {
      event.preventDefault();
    }
  });
  const elements = [...document.querySelectorAll("*")].filter((element) => element.attributes.length > 0);
  for (const element of elements) {
    for (const name of events) {
      element.dispatchEvent(new Event(name, { cancelable: true }));
    }
  }
  for (const name of ["load", "pageshow", "hashchange", "resize"]) {
    view.dispatchEvent(new Event(name));
  }
  for (const element of document.querySelectorAll("*")) {
    try {
      if (element.localName === "details") {
        element.open = !element.open;
      }
      if (element.focus) {
        element.focus();
      }
      if (element.click) {
        element.click();
      } else {
        element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
      }
      if (element.localName === "form") {
        element.requestSubmit();
      }
    } catch (e) {
      // A broken element is no attack.
    }
  }
  view.location.hash = "x-note";
}

// By now all pictures have come or failed, and what was followed before this link has run.
async function settle(view) {
  const document = view.document;
  await Promise.all([...document.images].filter((image) => !image.complete && image.loading !== "lazy").map((image) =>
    new Promise((then) => {
      image.addEventListener("load", then);
      image.addEventListener("error", then);
    })));
  await new Promise((then) => {
    view.settled = then;
    const link = document.createElement("a");
    link.href = "javascript:void settled()";
    (document.body || document.documentElement).append(link);
    link.click();
  });
}

async function judge(frame) {
  try {
    await settle(frame.contentWindow);
    provoke(frame.contentWindow);
    await settle(frame.contentWindow);
  } catch (e) {
    // It has left for a page of someone else's: that it asked for it, the browser has told.
  }
  window.waiting.delete(frame);
}

function add(prepare) {
  const frame = document.createElement("iframe");
  window.waiting.add(frame);
  prepare(frame);
}

// As markup that a script puts into a page.
function asMarkup(html, index) {
  add((frame) => {
    document.body.append(frame);
    arm(frame.contentWindow, index);
    frame.contentDocument.body.innerHTML = html;
    judge(frame);
  });
}

// As a page that is read from its beginning.
function asPage(html, index) {
  add((frame) => {
    frame.onload = () => {
      frame.onload = null;
      judge(frame);
    };
    frame.srcdoc = "<!DOCTYPE html><html lang=en><head><title>a</title><script>parent.arm(window, " + index
      + ")</script></head><body><main><div class=prose>" + html + "</div></main><p>after</p></body></html>";
    document.body.append(frame);
  });
}
