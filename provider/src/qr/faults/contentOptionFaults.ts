import type { QrContentOptions } from "../QrContentOptions";
import { booleanFaults } from "./booleanFaults";
import { localeFaults } from "./localeFaults";
import { timeZoneFaults } from "./timeZoneFaults";
import { wifiFaults } from "./wifiFaults";

/** One sentence for each option that cannot be used. No value is repeated: some of them are secret. */
export function contentOptionFaults(options: QrContentOptions): string[] {
  return [
    ...(options.wifi === undefined ? [] : wifiFaults(options.wifi)),
    ...booleanFaults("useMobileData", options.useMobileData),
    ...(options.locale === undefined ? [] : localeFaults("locale", options.locale)),
    ...(options.timeZone === undefined ? [] : timeZoneFaults("timeZone", options.timeZone)),
    ...booleanFaults("skipEncryption", options.skipEncryption),
    ...booleanFaults("leaveAllSystemAppsEnabled", options.leaveAllSystemAppsEnabled),
  ];
}
