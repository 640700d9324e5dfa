'use client';

import { explainPrediction } from '../../../model/workload/explain.ts';
import { Card } from '../../_components/ui/Card.tsx';
import type { Both } from './both.ts';

/** Why the figures are what they are. */
export function Explanation({ before, after, was, will }: Both) {
  const sides = [
    { name: 'Before', strategy: before.strategy, sentences: explainPrediction(before, was) },
    { name: 'After', strategy: after.strategy, sentences: explainPrediction(after, will) },
  ];
  return (
    <Card title="In words">
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
        {sides.map(({ name, strategy, sentences }) => (
          <div key={name}>
            <h3 className="text-sm font-medium">
              {name}: {strategy}
            </h3>
            <ul className="mt-1 flex list-disc flex-col gap-1 pl-5 text-sm text-pretty">
              {sentences.map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </Card>
  );
}
