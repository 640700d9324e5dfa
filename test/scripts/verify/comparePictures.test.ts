import sharp from 'sharp';
import { expect, it } from 'vitest';
import { comparePictures } from '../../../scripts/verify/comparePictures.ts';

/** Ten by ten, with the first pixels in a grey of their own. */
function draw(grey: number, pixels: number, size = 10): Promise<Buffer> {
  const data = Buffer.alloc(size * size * 3, 100);
  data.fill(grey, 0, pixels * 3);
  return sharp(data, { raw: { width: size, height: size, channels: 3 } })
    .png()
    .toBuffer();
}

it('counts the pixels that differ by more than fonts do', async () => {
  const before = await draw(100, 0);
  expect(await comparePictures(before, await draw(100, 0))).toBe(0);
  expect(await comparePictures(before, await draw(110, 7))).toBe(0);
  expect(await comparePictures(before, await draw(140, 7))).toBe(7);
});

it('is infinite where the sizes differ', async () => {
  expect(await comparePictures(await draw(100, 0), await draw(100, 0, 11))).toBe(Infinity);
});
