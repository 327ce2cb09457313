// A vertex as the key lamp sees it, for the lamp's depth map.
uniform vec4 across;  // rows of the lamp's view: texel x,
uniform vec4 down;    // texel y,
uniform vec4 toward;  // texels towards the lamp
uniform float texels; // of the map, each way
uniform vec2 reach;   // texels towards the lamp: furthest, nearest

in vec3 at_place;
#ifdef SIEVE
in vec2 at_uv;
out vec2 uv;
#endif

void main() {
    vec4 place = vec4(at_place, 1.0);
    vec2 texel = vec2(dot(across, place), dot(down, place));
    float high = (dot(toward, place) - reach.x) / (reach.y - reach.x);
    gl_Position = vec4(2.0 * texel / texels - 1.0, 1.0 - 2.0 * high, 1.0);
#ifdef SIEVE
    uv = at_uv;
#endif
}
