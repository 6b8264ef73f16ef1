// Tells what a mark on a drawing stands for: by pointer, by touch, and by arrow keys once the drawing has the focus. Without
// scripts browsers show the marks' titles; the table beside the drawing says the same either way.

interface Mark {
  readonly element: SVGElement;
  readonly text: string;
}

export function watchCharts(root: ParentNode): void {
  for (const picture of root.querySelectorAll<HTMLElement>('.chart__picture')) {
    watch(picture);
  }
}

/** The marks from left to right. Their titles go, so that browsers do not show them a second time; links keep
 * them as their names. */
function marksOf(picture: HTMLElement): Mark[] {
  const marks = [...picture.querySelectorAll('svg * > title')].map((title) => {
    const element = title.parentElement as unknown as SVGElement;
    const text = title.textContent ?? '';
    if (element instanceof SVGAElement) {
      element.setAttribute('aria-label', text);
    }
    title.remove();
    return { element, text };
  });
  const left = ({ element }: Mark): number => element.getBoundingClientRect().left;
  return marks.sort((a, b) => left(a) - left(b));
}

function watch(picture: HTMLElement): void {
  const marks = marksOf(picture);
  if (marks.length === 0) {
    return;
  }
  if (!picture.hasAttribute('tabindex')) {
    picture.tabIndex = 0;
    picture.setAttribute('role', 'group');
    picture.setAttribute('aria-label', picture.querySelector('svg')?.getAttribute('aria-label') ?? '');
  }
  const tip = document.createElement('p');
  tip.className = 'chart__tip no-print';
  tip.setAttribute('role', 'status');
  picture.append(tip);
  let chosen = -1;
  const choose = (index: number): void => {
    marks[chosen]?.element.classList.remove('draw-chosen');
    chosen = index;
    const mark = marks[index];
    tip.textContent = mark?.text ?? '';
    if (mark) {
      mark.element.classList.add('draw-chosen');
      place(tip, mark.element, picture);
    }
  };

  let touched = false;
  marks.forEach(({ element }, index) => {
    element.addEventListener('pointerenter', (event) => {
      if (event.pointerType !== 'touch') {
        choose(index);
      }
    });
    element.addEventListener('pointerleave', (event) => {
      if (event.pointerType !== 'touch') {
        choose(-1);
      }
    });
    element.addEventListener('pointerdown', (event) => {
      touched = event.pointerType === 'touch';
    });
    // The first touch tells, the second follows the link.
    element.addEventListener('click', (event) => {
      if (touched && chosen !== index) {
        event.preventDefault();
        choose(index);
      }
    });
  });

  picture.addEventListener('keydown', (event) => {
    const last = marks.length - 1;
    const to: Record<string, number> = {
      ArrowRight: Math.min(chosen + 1, last),
      ArrowLeft: Math.max(chosen - 1, 0),
      Home: 0,
      End: last,
      Escape: -1,
    };
    const index = to[event.key];
    if (index !== undefined) {
      event.preventDefault();
      choose(index);
    }
    const link = marks[chosen]?.element;
    if (event.key === 'Enter' && link instanceof SVGAElement) {
      window.location.assign(link.href.baseVal);
    }
  });
  picture.addEventListener('focusout', () => choose(-1));
}

/** Above the mark, or below it where there is no room, and never outside of the drawing. */
function place(tip: HTMLElement, mark: SVGElement, picture: HTMLElement): void {
  const frame = picture.getBoundingClientRect();
  const at = mark.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const middle = at.left + at.width / 2 - frame.left;
  const left = Math.max(0, Math.min(middle - width / 2, frame.width - width));
  const above = at.top - frame.top - height - 8;
  const top = above >= 0 ? above : at.bottom - frame.top + 8;
  // Property by property: the content security policy forbids style attributes, not this.
  tip.style.left = `${left + picture.scrollLeft}px`;
  tip.style.top = `${top + picture.scrollTop}px`;
}
