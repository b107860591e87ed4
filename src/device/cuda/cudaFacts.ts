import { type CudaArithmetic, chooseArithmetic, float64IsSlow } from './cudaArithmetic.ts';
import { capabilityText, type CudaCard, type CudaDevice } from './device.ts';
import { versionText } from './driver.ts';

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
const ratio = (card: CudaCard): string => `${card.float64Ratio}:1`;

/** What `isac-mc doctor` shows of a card: driver, memory, what its arithmetic is good for; and the other cards. */
export function cudaFacts(
  { driver, card, cards, version, free }: CudaDevice,
  arithmetic: CudaArithmetic,
): Record<string, string | number> {
  const others = cards.filter((other) => other !== card);
  return {
    driver: `CUDA ${versionText(version)} (${driver.file}${card.standIn ? ': computes on the CPU' : ''})`,
    card: `number ${card.ordinal} of ${cards.length}`,
    memory: `${gib(free())} free of ${gib(card.memory)}`,
    'compute capability': capabilityText(card.capability),
    multiprocessors: card.multiprocessors,
    'float32:float64': ratio(card),
    arithmetic: `${arithmetic === 'float64' ? '' : 'double-single, then '}float64${float64IsSlow(card.float64Ratio) ? ', which is slow on this card' : ''}`,
    ...Object.fromEntries(others.map((other) => [`card ${other.ordinal}:`, describe(other)])),
  };
}

function describe(card: CudaCard): string {
  return [
    card.name,
    gib(card.memory),
    `compute capability ${capabilityText(card.capability)}`,
    `float32:float64 ${ratio(card)}`,
    chooseArithmetic(card.float64Ratio),
  ].join(', ');
}
