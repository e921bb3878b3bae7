/** What is wrong with a configuration file. One line an issue: file, line, what is wrong, what is allowed. */
export interface ConfigIssue {
  /** From 1; null where the file as a whole is meant. */
  line: number | null;
  message: string;
}

export type ConfigErrorCode = 'not-readable' | 'not-yaml' | 'invalid';

export class ConfigError extends Error {
  readonly code: ConfigErrorCode;
  readonly issues: ConfigIssue[];
  constructor(code: ConfigErrorCode, file: string, issues: ConfigIssue[]) {
    super(issues.map(({ line, message }) => `${file}${line === null ? '' : `:${line}`}: ${message}`).join('\n'));
    this.name = 'ConfigError';
    this.code = code;
    this.issues = issues;
  }
}
