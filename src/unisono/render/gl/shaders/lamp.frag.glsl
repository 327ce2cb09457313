// The depth map keeps depth alone, of what is opaque enough to cast a shadow.
#ifdef SIEVE
uniform sampler2D texture_;
uniform float opacity;
uniform float least;  // opacity from which on there is a shadow
in vec2 uv;
#endif

void main() {
#ifdef SIEVE
    if (opacity * textureLod(texture_, uv, 0.0).a < least) discard;
#endif
}
