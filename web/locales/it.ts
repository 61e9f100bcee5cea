import type { Messages } from './en.ts'
import { facts } from './it/facts.ts'
import { frame } from './it/frame.ts'
import { sections } from './it/sections.ts'

export const it: Messages = { ...frame, ...facts, ...sections }
