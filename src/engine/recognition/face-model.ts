/** The version of the face model that every collection here is made with. */
export const FACE_MODEL_VERSION = '7.0';
