/** What other features and the manifest call them. */
export const SET_COMMAND = 'seccompLens.setAction';
export const RESTORE_COMMAND = 'seccompLens.restoreAction';
