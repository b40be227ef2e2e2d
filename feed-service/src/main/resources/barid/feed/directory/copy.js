// Gives each address a button that copies it. The words come from the page, so that they are in its language.
for (const address of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = address.dataset.copy;
  button.setAttribute("aria-describedby", address.id);
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.className = "copied";
  button.addEventListener("click", async () => {
    let copied = true;
    try {
      await navigator.clipboard.writeText(address.textContent);
    } catch {
      // Refused, or a page without TLS: select it, and the keyboard does the rest.
      const range = document.createRange();
      range.selectNodeContents(address);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
      copied = document.execCommand("copy");
    }
    said.textContent = copied ? address.dataset.copied : address.dataset.selected;
  });
  address.after(button, said);
}
