/** Assets meant to be worth one dollar. */
const STABLES = new Set(['USD', 'USDT', 'USDC', 'BUSD', 'FDUSD', 'TUSD', 'DAI', 'USDE', 'UST']);

export const isStable = (asset: string): boolean => STABLES.has(asset);
