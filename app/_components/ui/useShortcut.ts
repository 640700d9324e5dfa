import { useEffect, useEffectEvent } from 'react';

/** Where a letter is text. */
const TAKES_TEXT =
  'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=range])';

/**
 * Runs something at a key, wherever the focus is, unless the key is being typed into a field. `withControl`: together with
 * Control, or with Command on a Mac, which types nothing.
 */
export function useShortcut(
  key: string,
  run: () => void,
  { withControl = false }: { readonly withControl?: boolean } = {},
): void {
  const onShortcut = useEffectEvent(run);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== key || event.repeat || event.altKey) return;
      if ((event.ctrlKey || event.metaKey) !== withControl) return;
      if (!withControl && event.target instanceof Element && event.target.matches(TAKES_TEXT)) return;
      event.preventDefault();
      onShortcut();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [key, withControl]);
}
