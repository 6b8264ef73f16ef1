// A form with one choice, such as the school year, is sent as soon as the choice changes. The button is for pages without scripts.

export function watchPickers(root: ParentNode): void {
  for (const form of root.querySelectorAll<HTMLFormElement>('form[data-send-on-change]')) {
    form.querySelector<HTMLElement>('[type="submit"]')?.setAttribute('hidden', '');
    // Arrow keys run through a closed list: the form waits until the choice is left or confirmed.
    let byKey = false;
    form.addEventListener('keydown', (event) => {
      byKey = event.key !== 'Enter';
    });
    form.addEventListener('pointerdown', () => {
      byKey = false;
    });
    form.addEventListener('change', () => {
      if (!byKey) {
        form.requestSubmit();
      }
    });
    form.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') {
        form.requestSubmit();
      }
    });
  }
}
