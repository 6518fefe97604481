import { PolicyPack } from "@pulumi/policy";
import { validity } from "./validity";

new PolicyPack("intune-enrollment", { policies: [validity] });
