import { facts } from './en/facts.ts'
import { fleet } from './en/fleet.ts'
import { frame } from './en/frame.ts'
import { guests } from './en/guests.ts'
import { lists } from './en/lists.ts'
import { people } from './en/people.ts'
import { sections } from './en/sections.ts'

export const en = { ...frame, ...fleet, ...guests, ...lists, ...facts, ...people, ...sections }

export type Messages = typeof en
