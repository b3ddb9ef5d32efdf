#version 450
layout(location = 0) in vec4 at;
layout(location = 0) out vec2 uv;
void main() { gl_Position = vec4(at.xy, 0.5, 1.0); uv = at.zw; }
