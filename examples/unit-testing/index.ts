import * as pulumi from "@pulumi/pulumi";
import { kioskTokens } from "./kiosks";

const tokens = kioskTokens(new pulumi.Config().requireObject<Record<string, string>>("profiles"));

export const rotationDueDateTimes = tokens.map((token) => token.rotationDueDateTime);
