import { en } from "./en";
import { es } from "./es";

/** The languages a sheet can be written in. */
export const languages = { en, es };

/** The tag of one of the sheet's languages. */
export type SheetLocale = keyof typeof languages;
