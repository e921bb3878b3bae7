/** Whether lesson text may be sent to an endpoint at all, by where it is worked on. Pure. */

/**
 * `eu-west` lies in `eu`; a place that is not stated lies nowhere.
 * @param wanted `data.region`: where lesson text may be worked on; undefined: anywhere
 * @param region where the endpoint works, as the config says
 * @returns null where it may be sent, else one sentence with the remedy
 */
export function residencyFault(
  wanted: string | undefined,
  endpoint: { name: string; region: string | undefined; key: string },
): string | null {
  if (wanted === undefined) return null;
  const { name, region, key } = endpoint;
  if (region === wanted || region?.startsWith(`${wanted}-`)) return null;
  return region === undefined
    ? `data.region is "${wanted}" and ${key} does not say where ${name} works: nothing is sent to it. Set ${key}.`
    : `data.region is "${wanted}" and ${name} works in "${region}" (${key}): nothing is sent to it.`;
}
