'use client';

import type { PricePoint } from '../../../server/types.ts';
import { DASH, formatDateTime } from '../../_components/format.ts';
import { toPlainText } from '../../_components/decimals.ts';

/** Every price with all its digits, newest first. */
export function PriceTable({ prices }: { readonly prices: readonly PricePoint[] }) {
  return (
    <div
      role="region"
      aria-label="Price history as a table"
      tabIndex={0}
      className="mt-2 max-h-64 overflow-auto rounded border border-line print:max-h-none"
    >
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-sunken">
          <tr>
            <th scope="col" className="px-2 py-1 text-left font-medium">
              Time
            </th>
            <th scope="col" className="px-2 py-1 text-right font-medium">
              Price (USD)
            </th>
          </tr>
        </thead>
        <tbody>
          {prices.toReversed().map(({ at, priceUsd }) => (
            <tr key={at} className="border-t border-line">
              <th scope="row" className="px-2 py-1 text-left font-normal whitespace-nowrap">
                {formatDateTime(at)}
              </th>
              <td className="px-2 py-1 text-right">{priceUsd === null ? DASH : toPlainText(priceUsd)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
