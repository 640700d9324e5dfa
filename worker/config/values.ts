import { z } from 'zod';

export const wholeNumber = (least: number, most: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().int().min(least).max(most));
export const scale = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .transform(Number)
  .pipe(z.number().min(1).max(1000));
export const onOff = z.enum(['on', 'off']).transform((value) => value === 'on');
