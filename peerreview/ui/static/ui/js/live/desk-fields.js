// SPDX-FileCopyrightText: Peerage contributors
// SPDX-License-Identifier: Apache-2.0
// The form of a review as fields with values: "score:<key>" (level, "cannot_judge" or null),
// "comment:<key>", "overall" and "missed" (text). Also what is still missing, criterion by criterion.
export class DeskFields {
  constructor(form) {
    this.form = form;
    this.criteria = [...form.querySelectorAll("[data-criterion]")];
    this.asked = [...form.querySelectorAll("[data-criterion], [data-whole]")]; // what can be incomplete
  }

  /** Every field with the value the server rendered. */
  rendered() {
    const texts = this.texts().map((box) => [box.name, box.defaultValue]);
    const scores = this.criteria.map((criterion) => {
      const radio = radiosOf(criterion).find((each) => each.defaultChecked);
      return [`score:${criterion.dataset.criterion}`, valueOf(radio)];
    });
    return Object.fromEntries([...texts, ...scores]);
  }

  texts() { return [...this.form.querySelectorAll("textarea[data-draft]")]; }

  /** The field that an input of the form belongs to, with its value, or null. */
  read(input) {
    if (input.matches("textarea[data-draft]")) return { field: input.name, value: input.value, isTyping: true };
    if (input.matches("input[type=radio]")) return { field: input.name, value: valueOf(input), isTyping: false };
    return null;
  }

  valueOf(field) {
    const box = this.boxOf(field);
    if (box.matches("textarea")) return box.value;
    return valueOf(radiosOf(box).find((radio) => radio.checked));
  }

  /** Show a value that came from elsewhere; where the caret is, it stays. */
  write(field, value) {
    const box = this.boxOf(field);
    if (!box) return;
    if (!box.matches("textarea")) {
      for (const radio of radiosOf(box)) radio.checked = value !== null && valueOf(radio) === value;
    } else if (box.value !== value) {
      const { selectionStart, selectionEnd } = box;
      box.value = value;
      if (document.activeElement === box) box.setSelectionRange(selectionStart, selectionEnd);
    }
  }

  /** The element that holds a field: a textarea, or the criterion's fieldset. */
  boxOf(field) {
    if (!field.startsWith("score:")) return this.form.elements.namedItem(field);
    return this.criteria.find((criterion) => `score:${criterion.dataset.criterion}` === field);
  }

  /** Where messages about a field go. */
  noteOf(field) { return this.form.querySelector(`[data-field-note="${CSS.escape(field)}"]`); }

  /** What a criterion lacks, of "level" and "comment". The server decides in the end. */
  gapsIn(criterion) {
    const radios = radiosOf(criterion);
    const chosen = radios.find((radio) => radio.checked);
    const gaps = chosen || !radios.length ? [] : ["level"];
    if (chosen?.value === "cannot_judge" || criterion.dataset.comment !== "required") return gaps;
    const least = Math.max(1, Number(criterion.dataset.commentMin));
    return this.lengthOf(criterion) < least ? [...gaps, "comment"] : gaps;
  }

  /** How many characters of the comment count, as the server counts them. */
  lengthOf(criterion) { return [...criterion.querySelector("textarea[data-draft]").value.trim()].length; }

  get isWordless() {
    const forAuthor = this.texts().filter((box) => box.name !== "missed");
    return forAuthor.length > 0 && forAuthor.every((box) => !box.value.trim());
  }

  get done() { return this.criteria.filter((criterion) => !this.gapsIn(criterion).length).length; }
}

export function radiosOf(criterion) { return [...criterion.querySelectorAll("input[type=radio]")]; }

function valueOf(radio) {
  if (!radio) return null;
  return radio.value === "cannot_judge" ? radio.value : Number(radio.value);
}
