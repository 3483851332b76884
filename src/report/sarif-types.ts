/**
 * The part of SARIF 2.1.0 that is written here.
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html
 */
export interface SarifLog {
  readonly $schema: string;
  readonly version: '2.1.0';
  readonly runs: readonly SarifRun[];
}

/** Section 3.27.10; `none` is not used. */
export type SarifLevel = 'error' | 'warning' | 'note';

/** Section 3.14. */
export interface SarifRun {
  readonly tool: { readonly driver: SarifDriver };
  readonly columnKind: 'utf16CodeUnits';
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications: readonly SarifNotification[];
  }[];
  readonly results: readonly SarifResult[];
  readonly properties: Readonly<Record<string, unknown>>;
}

/** SARIF's toolComponent, section 3.19. */
export interface SarifDriver {
  readonly name: 'Plumbline';
  readonly semanticVersion: string;
  readonly rules: readonly SarifRule[];
}

/** SARIF's reportingDescriptor. */
export interface SarifRule {
  readonly id: string;
  readonly shortDescription: SarifText;
  readonly fullDescription: SarifText;
  readonly help: SarifText;
  readonly helpUri?: string;
  readonly defaultConfiguration: { readonly level: SarifLevel };
  readonly properties: Readonly<Record<string, unknown>>;
}

/** SARIF's message and multiformatMessageString, sections 3.11 and 3.12. */
export interface SarifText {
  readonly text: string;
  readonly markdown?: string;
}

/** Section 3.58: something about the run itself, such as a file that could not be read. */
export interface SarifNotification {
  readonly level: SarifLevel;
  readonly message: SarifText;
  readonly descriptor?: { readonly id: string };
  readonly locations?: readonly SarifLocation[];
}

/** Section 3.28. */
export interface SarifLocation {
  readonly id?: number;
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region: {
      readonly startLine: number;
      readonly startColumn: number;
      readonly endLine: number;
      readonly endColumn: number;
    };
  };
  readonly logicalLocations?: readonly { readonly fullyQualifiedName: string; readonly kind: string }[];
  readonly message?: SarifText;
}

/** Section 3.27. */
export interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: SarifLevel;
  readonly message: SarifText;
  readonly locations: readonly SarifLocation[];
  readonly relatedLocations?: readonly SarifLocation[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly baselineState?: 'new' | 'updated' | 'unchanged' | 'absent';
  readonly properties: Readonly<Record<string, unknown>>;
}
