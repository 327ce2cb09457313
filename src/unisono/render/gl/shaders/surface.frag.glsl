// Light that a surface sends to the lens: the twin of kernels/shade.py, which gives the reasons and the sources.
uniform vec3 color;          // of the material
uniform float rough;
uniform float skin;
uniform float ramp;          // the row of `ramps` that is the material's
uniform sampler2D ramps;     // (M, 256) diffuse light by n.l from -1 to 1
uniform sampler2D shadow;    // depth map of the key lamp
uniform vec4 across, down, toward;  // rows of its view
uniform vec2 reach;          // texels towards the lamp: furthest, nearest
#ifdef TEXTURED
uniform sampler2D texture_;
centroid in vec2 uv;
#endif
#ifdef STRANDS
uniform float strands;
centroid in vec2 strand;
#endif
uniform float opacity;
#ifdef SIEVE
uniform float least;         // opacity from which on a sample is solid
#endif

centroid in vec3 to_eye;
centroid in vec3 in_lamp;
centroid in vec3 normal;
centroid in vec3 paint;
centroid in vec3 openness;

out vec4 film;

// How much of the key lamp the point sees: 2 x 2 texels about it, each compared on the point's own plane.
float seen_of_key(vec3 n, float facing) {
    vec2 last = vec2(textureSize(shadow, 0));
    vec2 at = in_lamp.xy - 0.5;
    // Written so that a NaN fails: what lies off the map is lit.
    if (!(at.x >= 1.0 && at.y >= 1.0 && at.x < last.x - 3.0 && at.y < last.y - 3.0)) return 1.0;
    vec2 corner = floor(at - 0.5), part = at - corner - 0.5;
    vec2 slope = vec2(dot(across.xyz, n), dot(down.xyz, n)) / (-length(across.xyz) * max(facing, 0.25));
    float start = in_lamp.z + 1.0 - dot(slope, part + 0.5);  // the plane at the first of 3 x 3 texels
    vec2 within = (corner + 1.0) / last, two = 2.0 / last;  // where four texels meet: each gather is sure of its four
    vec4 a = textureGather(shadow, within), b = textureGather(shadow, within + vec2(two.x, 0.0));
    vec4 c = textureGather(shadow, within + vec2(0.0, two.y)), d = textureGather(shadow, within + two);
    mat3 height = reach.y - (reach.y - reach.x) * mat3(a.wz, b.w, a.xy, b.x, c.wz, d.w);  // a column is a row of texels
    vec3 weight = vec3(1.0 - part.x, 1.0, part.x), plane = start + slope.x * vec3(0.0, 1.0, 2.0);
    vec3 rows;
    for (int y = 0; y < 3; y++)
        rows[y] = dot(weight, 1.0 - clamp((height[y] - plane - slope.y * float(y)) * 0.5, 0.0, 1.0));
    return dot(vec3(1.0 - part.y, 1.0, part.y), rows) / 4.0;
}

// What of the key lamp enters the surface and comes out again.
vec3 diffuse(float facing, float seen) {
    float soft = 1.0 - clamp((facing + 0.1) * 3.0, 0.0, 1.0) * (1.0 - seen);
    float bleed = soft * (1.0 - soft) * skin;
    vec3 light = texture(ramps, vec2(((facing + 1.0) * 127.0 + 0.5) / 256.0, ramp)).rgb;
    return light * KEY_LIGHT * (soft + bleed * vec3(0.45, -0.10, -0.20));
}

vec3 bounced(float open, vec3 albedo) {
    vec3 a = 2.0404 * albedo - 0.3324, b = -4.7951 * albedo + 0.6417, c = 2.7552 * albedo + 0.6903;
    return max(vec3(open), ((open * a + b) * open + c) * open);
}

#ifdef GLOSSY
float gloss(vec3 n, vec3 eye, float facing, vec3 lamp) {
    float to_lamp = dot(n, lamp);
    vec3 middle = normalize(eye + lamp);
    float along = dot(n, middle);
    float away = 1.0 - dot(eye, middle);
    float alpha = max(rough * rough, 0.02), alpha2 = alpha * alpha;
    float d = along * along * (alpha2 - 1.0) + 1.0;
    float away2 = away * away;
    float shine = alpha2 / (d * d * (4.0 * alpha + 0.5)) * (0.04 + 0.96 * away2 * away2 * away) * to_lamp;
#ifdef WET
    float wet = 1.0 - rough * 4.0;
    float edge = clamp((2.0 * facing * to_lamp - dot(eye, lamp) - 0.975) * 120.0, 0.0, 1.0);
    shine = shine * (1.0 - wet) + wet * edge * edge * (3.0 - 2.0 * edge) * 0.35;
#endif
    return to_lamp > 0.0 ? min(shine, 4.0) : 0.0;
}
#endif

// What the surface throws back of key, fill, sky and the rims behind.
vec3 shine(vec3 n, vec3 eye, float facing, float seen, float open, float front, float back) {
    float graze = 1.0 - facing, graze2 = graze * graze;
    float fresnel = 0.04 + 0.96 * graze2 * graze2 * graze * (1.0 - 0.7 * rough);
    float up = 0.5 + 0.5 * (2.0 * facing * n.y - eye.y);
    vec3 light = fresnel * (1.0 - 0.8 * rough) * open * up * SKY_LIGHT;
#ifdef GLOSSY
    light += front * gloss(n, eye, facing, FILL) * FILL_LIGHT + seen * gloss(n, eye, facing, KEY) * KEY_LIGHT;
#endif
    float free = max(back - 0.45, 0.0) / 0.55, held = min(graze, 0.8);
    float edge = (2.1 - 1.5 * rough) * held * held * held * free * free;
    light += edge * (max(dot(n, RIM_LEFT), 0.0) * RIM_LEFT_LIGHT + max(dot(n, RIM_RIGHT), 0.0) * RIM_RIGHT_LIGHT);
    return light;
}

#ifdef STRANDS
// Squared sine: largest where the half vector is square to the strand, leant over by `shift`.
float band(vec3 along, vec3 n, vec3 middle, float shift) {
    float part = dot(normalize(along + shift * n), middle);
    return max(1.0 - part * part, 0.0);
}

vec3 sheen_of(vec3 along, vec3 n, vec3 eye, float shift, vec3 albedo, vec3 lamp, vec3 light, float seen) {
    vec3 middle = normalize(eye + lamp);
    float lit = clamp(dot(n, lamp) + 0.25, 0.0, 1.0) * seen;
    float one = band(along, n, middle, -0.12 + 0.10 * shift), two = band(along, n, middle, 0.16 + 0.10 * shift);
    float one2 = one * one, one4 = one2 * one2, one16 = one4 * one4 * one4 * one4;
    one = one16 * one16 * one2 * one;  // to the 35th
    two *= two, two *= two, two *= two;  // to the 8th
    return lit * light * (0.10 * one + 0.9 * albedo * two);
}

vec3 sheen(vec3 n, vec3 eye, float shift, vec3 albedo, float seen, float front) {
    float square = min(dot(strand, strand), 4.0);
    vec3 along = normalize(vec3(strand * sqrt(1.0 - 0.25 * square), 0.5 * square - 1.0));
    return sheen_of(along, n, eye, shift, albedo, KEY, KEY_LIGHT, seen)
         + sheen_of(along, n, eye, shift, albedo, FILL, FILL_LIGHT, front);
}
#endif

vec3 filmic(vec3 x) {
    x = max(x, 0.0) * 0.95;
    return min(x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14), 1.0);
}

void main() {
#ifdef SIEVE
    int kept = 0;
    for (int i = 0; i < 4; i++)
        if (opacity * textureLod(texture_, interpolateAtSample(uv, i), 0.0).a >= least) kept |= 1 << i;
    if (kept == 0) discard;
    gl_SampleMask[0] = kept;
#endif
    vec3 eye = normalize(to_eye), n = normalize(normal);
    float facing = dot(n, eye);
    if (facing < 0.0) {  // the back of a sheet, or a smooth normal that leans away at the rim
        n = normalize(n - (facing < -0.3 ? 2.0 * facing : facing) * eye);
        facing = max(dot(n, eye), 0.0);
    }
    vec3 albedo = color * paint;
#ifdef TEXTURED
    vec3 s = textureLod(texture_, uv, 0.0).rgb;
    albedo *= s * (s * (s * 0.305306011 + 0.682171111) + 0.012522878);  // sRGB to linear
#endif
    float open = FLOOR + (1.0 - FLOOR) * openness.x;
    float front = FLOOR + (1.0 - FLOOR) * openness.y;
    float to_key = dot(n, KEY);
    float seen = to_key > -0.1 ? seen_of_key(n, to_key) : 0.0;
    float wrap = max((dot(n, FILL) + 0.5) / 1.5, 0.0), sky = 0.5 + 0.5 * n.y;
    vec3 light = diffuse(to_key, seen) + wrap * wrap * front * FILL_LIGHT
               + bounced(open, albedo) * (sky * SKY_LIGHT + (1.0 - sky) * GROUND_LIGHT);
    vec3 spark = shine(n, eye, facing, seen, open, front, openness.z);
#ifdef STRANDS
    float shift = 0.9 * (albedo.r + albedo.g + albedo.b) / max(color.r + color.g + color.b, 1e-3);
    spark += strands * (sheen(n, eye, shift, albedo, seen, front) - 0.75 * spark);
#endif
    film = vec4(filmic(albedo * light + spark), 1.0);
#ifdef VEIL
    film *= opacity;
#ifdef TEXTURED
    film *= textureLod(texture_, uv, 0.0).a;
#endif
#endif
}
