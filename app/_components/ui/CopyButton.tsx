'use client';

import { useState } from 'react';
import { Button } from './Button.tsx';

export interface CopyButtonProps {
  /** Or a function, for a text that is known only at the click. */
  readonly text: string | (() => string);
  readonly label?: string;
}

/** Copies text; where the browser does not allow that, it says so. */
export function CopyButton({ text, label = 'Copy' }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text());
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
