// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// data-recorder: records a spoken comment into the form's file field. Without a microphone a file can be chosen.
import { word } from "../toast.js";

const TYPES = ["audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"];

export function attachRecorder(box) {
  const type = globalThis.MediaRecorder && TYPES.find((each) => MediaRecorder.isTypeSupported(each));
  if (!type || !navigator.mediaDevices) return;
  const field = box.querySelector("input[type=file]");
  const [start, stop] = ["start", "stop"].map((value) => box.querySelector(`[name=recorder][value=${value}]`));
  const state = box.querySelector("[data-recorder-state]");
  const sound = box.querySelector("[data-recorder-sound]");
  const limit = Number(box.dataset.seconds);
  let recorder = null;
  let timer = 0;

  const tell = (name, seconds) => {
    state.textContent = word(name, box).replace("{time}", clock(seconds)).replace("{limit}", clock(limit));
  };
  const show = (isRecording) => {
    start.disabled = isRecording;
    stop.disabled = !isRecording;
  };
  const finish = (pieces, seconds) => {
    const blob = new Blob(pieces, { type: type.split(";")[0] });
    const files = new DataTransfer();
    files.items.add(new File([blob], "comment", { type: blob.type }));
    field.files = files.files;
    sound.src = URL.createObjectURL(blob);
    sound.hidden = false;
    tell("recorded", seconds);
    show(false);
  };

  start.addEventListener("click", async () => {
    let stream;
    try { stream = await navigator.mediaDevices.getUserMedia({ audio: true }); }
    catch { state.textContent = word("denied", box); return; }
    recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 32_000 });
    const pieces = [];
    const began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      clearInterval(timer);
      stream.getTracks().forEach((track) => track.stop());
      finish(pieces, seconds());
      start.focus();
    });
    recorder.start();
    show(true);
    stop.focus();
    timer = setInterval(() => {
      tell("recording", seconds());
      if (seconds() >= limit - 1) recorder.stop();
    }, 500);
  });
  stop.addEventListener("click", () => { if (recorder?.state === "recording") recorder.stop(); });
  box.addEventListener("recorder:clear", () => {
    sound.removeAttribute("src");
    sound.hidden = true;
    state.textContent = "";
  });
  show(false);
  box.querySelector("[data-recorder-tools]").hidden = false;
}

export function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
