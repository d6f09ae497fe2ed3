import * as l10n from '@vscode/l10n';
import { requestsByName, requestsByValue } from '../abi/ioctls';
import { ARCHES } from '../abi/types';
import { cfgOn } from '../policy/cfg';
import type { Condition, RuleSet } from '../policy/entry';
import type { Constant, Policy } from '../policy/model';
import type { Holder } from '../policy/places';
import type { TextEdit } from '../text/span';
import { REQUEST_ARGUMENT } from './admits';
import { homeOf, isNamedAfter } from './constant-home';
import { prefixOf, sameDriver } from './family';
import { libcNeighbour, libcReference } from './libc-reference';
import { newConstant } from './new-constant';
import { fileStyle, written } from './number';
import type { Page } from './page';
import { referenceTo, type Reference } from './reference';
import type { Want } from './remedy';

/** Where a value is to be written. */
export interface Place {
  readonly modules: readonly string[];
  readonly holder: Holder | null;
  /** The rules that it will stand among; null where it is the first. */
  readonly set: RuleSet | null;
}

/** A request as a file would write it, and what that takes elsewhere in the file. */
export interface SpelledRequest {
  readonly text: string;
  /** The name that it is known by, null where no table has one. */
  readonly name: string | null;
  readonly edits: readonly TextEdit[];
  readonly warnings: readonly string[];
  /** A neighbour that writes its value twice under cfgs, to be copied whole. */
  readonly copy: Condition | null;
}

/** Decides how a request is written at a place: by a constant, a new constant, or its number. */
export class RequestSpeller {
  private readonly neighbours: readonly Condition[];
  private readonly names: readonly string[];
  private readonly request: number;

  constructor(
    private readonly page: Page,
    private readonly policy: Policy,
    private readonly place: Place,
    private readonly want: Want & { readonly request: number },
  ) {
    this.request = want.request;
    this.names = [...new Set(requestsByValue(want.arch, want.request).map(({ name }) => name))];
    const near = place.set?.rules ?? [];
    this.neighbours = near
      .flatMap((rule) => rule.conditions)
      .filter(({ arg }) => arg === REQUEST_ARGUMENT);
  }

  spell(): SpelledRequest {
    const existing = this.existing();
    if (existing) return this.plain(existing.name, this.reference(existing.name, existing));
    const name = this.bestName();
    if (name === null) return this.number(null, []);
    const taken = this.policy.constants.find(
      (constant) => constant.name === name && this.alive(constant) && this.visible(constant),
    );
    if (taken) {
      const warning = l10n.t(
        '{0} is {1} in this file (line {2}), not the request seen: its number is written instead.',
        name,
        taken.text,
        taken.line,
      );
      return this.number(name, [warning]);
    }
    const fromLibc = this.libcNeighbour(name);
    if (fromLibc) return this.fromLibc(name, fromLibc);
    if (this.isImported(name)) {
      const warning = l10n.t(
        '{0} is imported in this file, and its value is not known: the number of the request seen is written instead.',
        name,
      );
      return this.number(name, [warning]);
    }
    const usable = this.policy.constants.filter((one) => this.alive(one) && this.visible(one));
    const home = homeOf(name, usable, this.neighbours, this.want);
    if (!home) return this.number(name, []);
    const [anchor] = home;
    if (!anchor) return this.number(name, []);
    const own = this.nameAmong(name, home);
    const beside = [anchor, ...home.slice(1)] as const;
    const edit = newConstant(this.page, beside, this.policy.constants, own, this.request);
    const reference = this.reference(own, anchor);
    const spelled = this.plain(own, { ...reference, edits: [edit, ...reference.edits] });
    return { ...spelled, warnings: [...spelled.warnings, ...this.otherValues(name, home)] };
  }

  /** `SET_OWNER` for `VHOST_SET_OWNER` in a module `vhost` that names its others so. */
  private nameAmong(name: string, home: readonly Constant[]): string {
    const prefix = prefixOf(name);
    const short = name.slice((prefix ?? '').length + 1);
    const isTaken =
      this.isImported(short) ||
      this.policy.constants.some((one) => one.name === short && this.visible(one));
    const known = home.filter(({ name: one, value, modules }) => {
      const names = requestsByValue(this.want.arch, Number(value ?? -1n));
      return isNamedAfter(modules, prefix) && names.some((it) => it.name === `${prefix}_${one}`);
    });
    return known.length > 0 && !isTaken ? short : name;
  }

  private plain(name: string, { text, edits }: Reference): SpelledRequest {
    const also = this.names.filter((other) => other !== name);
    const warnings =
      also.length > 0 && this.names.includes(name)
        ? [l10n.t('The request {0} is the same number as {1}.', name, also.join(', '))]
        : [];
    return { text: text + this.castLike(name), name, edits, warnings, copy: null };
  }

  private number(name: string | null, warnings: readonly string[]): SpelledRequest {
    const beside = this.neighbours.map((one) => one.text);
    const isDecimal = beside.length > 0 && beside.every((one) => /^\d{3,}$/.test(one));
    const text = isDecimal ? String(this.request) : written(this.request, fileStyle(this.policy));
    return { text, name, edits: [], warnings, copy: null };
  }

  private reference(name: string, anchor: Constant): Reference {
    return referenceTo(this.page, this.policy, this.place, this.neighbours, name, anchor);
  }

  /** Where the file tells architectures apart, a request that has another value there. */
  private otherValues(name: string, home: readonly Constant[]): string[] {
    if (!home.some(({ cfg }) => cfg?.includes('target_arch'))) return [];
    return ARCHES.filter((arch) => arch !== this.want.arch).flatMap((arch) => {
      const other = requestsByName(arch, name).find(({ value }) => value !== this.request);
      const hex = other && `0x${other.value.toString(16)}`;
      return hex
        ? [l10n.t("{0} is {1} on {2}: the new constant is {3}'s.", name, hex, arch, this.want.arch)]
        : [];
    });
  }

  private isImported(name: string): boolean {
    return this.policy.imports.some((item) => item.name === name);
  }

  private alive(constant: Constant): boolean {
    return cfgOn(constant.cfg, this.want.arch) !== 'false';
  }

  /** A constant that is local to another function cannot be named. */
  private visible({ owner }: Constant): boolean {
    return owner === null || owner.span.start === this.place.holder?.span.start;
  }

  private existing(): Constant | null {
    const found = this.policy.constants.filter(
      (constant) =>
        constant.value === BigInt(this.request) &&
        this.names.includes(constant.name) &&
        this.alive(constant) &&
        this.visible(constant),
    );
    const here = found.find(({ modules }) => modules.join() === this.place.modules.join());
    return here ?? found[0] ?? null;
  }

  /** Of several names for one number the one whose kin this file has. */
  private bestName(): string | null {
    const prefixes = new Set(this.policy.constants.map(({ name }) => prefixOf(name)));
    for (const { name } of this.neighbours) prefixes.add(prefixOf(name));
    const known = this.names.find(
      (name) => prefixes.has(prefixOf(name)) && prefixOf(name) !== null,
    );
    return known ?? this.names[0] ?? null;
  }

  private libcNeighbour(name: string): Condition | null {
    return libcNeighbour(this.policy, this.neighbours, name);
  }

  private fromLibc(name: string, neighbour: Condition): SpelledRequest {
    const source = this.policy.text.slice(neighbour.span.start, neighbour.span.end);
    const copy = source.includes('#[') ? neighbour : null;
    const reference = libcReference(this.page, this.policy, neighbour, name);
    const spelled = this.plain(name, reference);
    return { ...spelled, text: reference.text + this.tailOf(neighbour), copy };
  }

  /** What is done to a neighbour's value: ` as _`, `.try_into()?`. */
  private tailOf({ valueSpan, coreSpan }: Condition): string {
    if (coreSpan?.start !== valueSpan?.start || !coreSpan || !valueSpan) return '';
    return this.policy.text.slice(coreSpan.end, valueSpan.end);
  }

  private castLike(name: string): string {
    const kin = this.neighbours.filter(
      (one) =>
        one.path !== null && sameDriver(this.want, one, { name, value: BigInt(this.request) }),
    );
    const last = kin.at(-1);
    return last ? this.tailOf(last) : '';
  }
}
