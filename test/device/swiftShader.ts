import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where Debian's chromium-common and others put SwiftShader's Vulkan driver and a Vulkan loader. */
const FOLDERS = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome', '/usr/lib/swiftshader'];

const folder = FOLDERS.find((f) => existsSync(join(f, 'vk_swiftshader_icd.json')));

/** Why tests of the webgpu backend are skipped, if they are. */
export const noSwiftShader =
  folder === undefined ? 'no SwiftShader Vulkan driver on this machine (Debian: chromium-common)' : undefined;

/** Environment in which Dawn finds SwiftShader: has to stand before the process starts. */
export function swiftShaderEnvironment(): Record<string, string> {
  if (folder === undefined) return {};
  const libraries = [folder, process.env['LD_LIBRARY_PATH']].filter((f) => f !== undefined && f !== '');
  return { VK_ICD_FILENAMES: join(folder, 'vk_swiftshader_icd.json'), LD_LIBRARY_PATH: libraries.join(':') };
}
