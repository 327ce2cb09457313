// A vertex of the avatar on its way to the lens. What `deform` moved comes in; metres, y up.
uniform vec3 eye;      // metres
uniform vec3 lens;     // focal length, pixel x and y straight ahead
uniform vec2 size;     // of the picture, pixels
uniform float nearest; // metres before the lens where the picture begins
uniform vec4 across;   // rows of the key lamp's view: texel x,
uniform vec4 down;     // texel y,
uniform vec4 toward;   // texels towards the lamp

in vec3 at_place;
in vec3 at_normal;
in vec3 at_paint;
in vec2 at_uv;
in vec3 at_openness;
in vec2 at_strand;

centroid out vec3 to_eye;
centroid out vec3 in_lamp;
centroid out vec3 normal;
centroid out vec3 paint;
centroid out vec3 openness;
#ifdef TEXTURED
centroid out vec2 uv;
#endif
#ifdef STRANDS
centroid out vec2 strand;
#endif

void main() {
    vec3 away = at_place - eye;
    float ahead = -away.z;
    // Pixel y runs down in the picture and up in GL: row 0 is the top one here, and facing triangles run clockwise.
    vec2 pixel = lens.yz * ahead + lens.x * vec2(away.x, -away.y);
    gl_Position = vec4(2.0 * pixel / size - ahead, ahead - 2.0 * nearest, ahead);
    to_eye = -away;
    vec4 place = vec4(at_place, 1.0);
    in_lamp = vec3(dot(across, place), dot(down, place), dot(toward, place));
    normal = at_normal;
    paint = at_paint;
    openness = at_openness;
#ifdef TEXTURED
    uv = at_uv;
#endif
#ifdef STRANDS
    strand = at_strand;
#endif
}
