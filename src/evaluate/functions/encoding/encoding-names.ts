/** How an encoding is told from others. */
export interface TextEncodingName {
  /** The name iconv-lite has for it. */
  readonly library: string;
  /** Terraform has no characters for the bytes 80 to 9F. */
  readonly noControls: boolean;
  /** Characters may take more than one byte, by a table. */
  readonly isTable: boolean;
}

/**
 * The encodings that are evaluated, each with every name that Terraform accepts for it. Others of Terraform's have tables
 * that differ from the library's in places (Shift_JIS, EUC-JP, Big5, GB18030, KOI8-U, macintosh, EBCDIC).
 * Source: https://www.iana.org/assignments/character-sets
 */
const NAMES: readonly (readonly [library: string, ...names: readonly string[]])[] = [
  ['utf-8', 'UTF-8', 'csUTF8'],
  ['utf-16', 'UTF-16', 'csUTF16'],
  ['utf-16le', 'UTF-16LE', 'csUTF16LE'],
  ['utf-16be', 'UTF-16BE', 'csUTF16BE'],
  ['us-ascii', 'US-ASCII', 'iso-ir-6', 'ANSI_X3.4-1968', 'ANSI_X3.4-1986', 'ISO_646.irv:1991', 'ISO646-US'],
  ['us-ascii', 'us', 'IBM367', 'cp367', 'csASCII'],
  [
    'iso-8859-1',
    'ISO-8859-1',
    'ISO_8859-1:1987',
    'iso-ir-100',
    'ISO_8859-1',
    'latin1',
    'l1',
    'IBM819',
    'CP819',
    'csISOLatin1',
  ],
  ['iso-8859-2', 'ISO-8859-2', 'ISO_8859-2:1987', 'iso-ir-101', 'ISO_8859-2', 'latin2', 'l2', 'csISOLatin2'],
  ['iso-8859-3', 'ISO-8859-3', 'ISO_8859-3:1988', 'iso-ir-109', 'ISO_8859-3', 'latin3', 'l3', 'csISOLatin3'],
  ['iso-8859-4', 'ISO-8859-4', 'ISO_8859-4:1988', 'iso-ir-110', 'ISO_8859-4', 'latin4', 'l4', 'csISOLatin4'],
  ['iso-8859-5', 'ISO-8859-5', 'ISO_8859-5:1988', 'iso-ir-144', 'ISO_8859-5', 'cyrillic', 'csISOLatinCyrillic'],
  ['iso-8859-6', 'ISO-8859-6', 'ISO_8859-6:1987', 'iso-ir-127', 'ISO_8859-6', 'ECMA-114', 'ASMO-708', 'arabic'],
  ['iso-8859-6', 'csISOLatinArabic'],
  [
    'iso-8859-7',
    'ISO-8859-7',
    'ISO_8859-7:1987',
    'iso-ir-126',
    'ISO_8859-7',
    'ELOT_928',
    'ECMA-118',
    'greek',
    'greek8',
  ],
  ['iso-8859-7', 'csISOLatinGreek'],
  ['iso-8859-8', 'ISO-8859-8', 'ISO_8859-8:1988', 'iso-ir-138', 'ISO_8859-8', 'hebrew', 'csISOLatinHebrew'],
  ['iso-8859-9', 'ISO-8859-9', 'ISO_8859-9:1989', 'iso-ir-148', 'ISO_8859-9', 'latin5', 'l5', 'csISOLatin5'],
  ['iso-8859-10', 'ISO-8859-10', 'iso-ir-157', 'l6', 'ISO_8859-10:1992', 'csISOLatin6', 'latin6'],
  ['iso-8859-13', 'ISO-8859-13', 'csISO885913'],
  ['iso-8859-14', 'ISO-8859-14', 'iso-ir-199', 'ISO_8859-14:1998', 'ISO_8859-14', 'latin8', 'iso-celtic', 'l8'],
  ['iso-8859-14', 'csISO885914'],
  ['iso-8859-15', 'ISO-8859-15', 'ISO_8859-15', 'Latin-9', 'csISO885915'],
  ['iso-8859-16', 'ISO-8859-16', 'iso-ir-226', 'ISO_8859-16:2001', 'ISO_8859-16', 'latin10', 'l10', 'csISO885916'],
  ['windows-874', 'windows-874', 'cswindows874'],
  ['windows-1250', 'windows-1250', 'cswindows1250'],
  ['windows-1251', 'windows-1251', 'cswindows1251'],
  ['windows-1252', 'windows-1252', 'cswindows1252'],
  ['windows-1253', 'windows-1253', 'cswindows1253'],
  ['windows-1254', 'windows-1254', 'cswindows1254'],
  ['windows-1255', 'windows-1255', 'cswindows1255'],
  ['windows-1256', 'windows-1256', 'cswindows1256'],
  ['windows-1257', 'windows-1257', 'cswindows1257'],
  ['windows-1258', 'windows-1258', 'cswindows1258'],
  ['koi8-r', 'KOI8-R', 'csKOI8R'],
  ['ibm437', 'IBM437', 'cp437', '437', 'csPC8CodePage437'],
  ['ibm850', 'IBM850', 'cp850', '850', 'csPC850Multilingual'],
  ['ibm852', 'IBM852', 'cp852', '852', 'csPCp852'],
  ['ibm855', 'IBM855', 'cp855', '855', 'csIBM855'],
  ['ibm858', 'IBM00858', 'CCSID00858', 'CP00858', 'PC-Multilingual-850+euro', 'csIBM00858'],
  ['ibm860', 'IBM860', 'cp860', '860', 'csIBM860'],
  ['ibm862', 'IBM862', 'cp862', '862', 'csPC862LatinHebrew'],
  ['ibm863', 'IBM863', 'cp863', '863', 'csIBM863'],
  ['ibm865', 'IBM865', 'cp865', '865', 'csIBM865'],
  ['ibm866', 'IBM866', 'cp866', '866', 'csIBM866'],
  ['gbk', 'GBK', 'CP936', 'MS936', 'windows-936', 'csGBK'],
  ['euc-kr', 'EUC-KR', 'csEUCKR'],
];

const ENCODINGS: ReadonlyMap<string, TextEncodingName> = new Map(
  NAMES.flatMap(([library, ...names]) =>
    names.map((name): [string, TextEncodingName] => [
      name.toLowerCase(),
      {
        library,
        noControls: library.startsWith('iso-8859-') && library !== 'iso-8859-1' && library !== 'iso-8859-9',
        isTable: library === 'gbk' || library === 'euc-kr',
      },
    ]),
  ),
);

/** The encoding of this name; undefined for one that is not evaluated, or that does not exist. */
export function encodingNamed(name: string): TextEncodingName | undefined {
  return ENCODINGS.get(name.toLowerCase());
}
