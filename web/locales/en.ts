import { facts } from './en/facts.ts'
import { frame } from './en/frame.ts'
import { sections } from './en/sections.ts'

export const en = { ...frame, ...facts, ...sections }

export type Messages = typeof en
