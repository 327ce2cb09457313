// The depth map keeps depth alone.
void main() {}
