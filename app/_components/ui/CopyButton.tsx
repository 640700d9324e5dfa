'use client';

import { useState } from 'react';
import { Button } from './Button.tsx';

/** Copies text; where the browser does not allow that, it says so. */
export function CopyButton({ text, label = 'Copy' }: { readonly text: string; readonly label?: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      setState('refused');
    }
    setTimeout(() => setState('idle'), 2_000);
  };
  const shown = { idle: label, copied: 'Copied', refused: 'Select and copy by hand' }[state];
  return (
    <Button onClick={() => void copy()} className="min-w-20">
      {shown}
    </Button>
  );
}
