// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// Sends the draft form. The answer has one of: `form` (the editor anew), `json`, or neither.

/** { ok, status, form, json }; status 0 means the network failed, `signedOut` that a login page came. */
export function post(url, data, { json = false, onProgress } = {}) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", url);
    request.setRequestHeader("Accept", json ? "application/json" : "text/html");
    if (!json) request.setRequestHeader("X-Editor", "1");
    if (onProgress) request.upload.addEventListener("progress", onProgress);
    request.addEventListener("load", () => resolve(read(request, json)));
    for (const name of ["error", "timeout", "abort"]) request.addEventListener(name, () => resolve({ ok: false, status: 0 }));
    request.timeout = 300000;
    request.send(data);
  });
}

function read(request, json) {
  const answer = { ok: request.status >= 200 && request.status < 300, status: request.status };
  const type = request.getResponseHeader("Content-Type") ?? "";
  if (type.startsWith("application/json")) return { ...answer, json: JSON.parse(request.responseText) };
  if (!json && type.startsWith("text/html")) {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    answer.form = page.querySelector("form[data-editor]");
  }
  const signedOut = !answer.form && answer.ok && /\/login\//.test(request.responseURL);
  return { ...answer, ok: answer.ok && Boolean(answer.form), signedOut };
}
