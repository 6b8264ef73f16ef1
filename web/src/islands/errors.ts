// Moves the focus to the summary of errors, so that it is the first thing that is read out.

export function focusErrors(root: ParentNode): void {
  root.querySelector<HTMLElement>('.error-summary')?.focus();
}
