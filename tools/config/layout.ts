/** What the readers of course layouts are given, and what they give back. */
import type { CourseConfig } from './schema.ts';

/** What a kind of layout knows of a course, without what the schema fills in. */
export type DraftCourse = Partial<CourseConfig> & { root: string; lessons: string[]; title?: string };

/** A folder being looked at, with its files (relative to it). */
export interface Folder {
  /** Relative to the library; `.` for the library itself. */
  root: string;
  /** Name shown where the course has no title. */
  name: string;
  files: string[];
  /** Text of a small file in it; null where it cannot be read. */
  read(file: string): string | null;
}
