// Four samples to one pixel: their mean in light, over what is behind, in sRGB, dithered as the software renderer does.
uniform sampler2DMS film;  // display-linear light and 1, or 0 where nothing is
uniform sampler2D behind;  // the picture without the avatar, sRGB

out vec4 pixel;

float dither(vec2 at) {
    return fract(52.9829189 * fract(dot(at, vec2(0.06711056, 0.00583715))));
}

vec3 to_srgb(vec3 light) {
    return mix(1.055 * pow(light, vec3(1.0 / 2.4)) - 0.055, 12.92 * light, lessThanEqual(light, vec3(0.0031308)));
}

vec3 to_linear(vec3 srgb) {
    return srgb * (srgb * (srgb * 0.305306011 + 0.682171111) + 0.012522878);
}

void main() {
    ivec2 at = ivec2(gl_FragCoord.xy);
    vec4 mean = 0.25 * (texelFetch(film, at, 0) + texelFetch(film, at, 1) + texelFetch(film, at, 2) + texelFetch(film, at, 3));
    vec4 paper = texelFetch(behind, at, 0);
#ifdef CLEAR
    vec3 light = mean.rgb / max(mean.a, 1e-4);
#else
    vec3 light = mean.rgb + (1.0 - mean.a) * to_linear(paper.rgb);
#endif
    vec3 level = min(to_srgb(light) * 255.0, 254.99) + dither(vec2(at));
    pixel = mean.a > 0.0 ? vec4(floor(level), floor(255.0 * mean.a)) / 255.0 : paper;
}
