# 32-bit MIPS, little-endian, MIPS32 R2: routers with MediaTek MT7621 and MT76x8.
set(CMAKE_SYSTEM_PROCESSOR mipsel)
set(MAGPIE_ARCHITECTURE mipsel)
set(MAGPIE_TRIPLET mipsel-linux-gnu)
set(MAGPIE_QEMU qemu-mipsel)
include(${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
# Sizes of files, their numbers and places in a directory have 64 bits, whatever the processor's are.
add_compile_definitions(_FILE_OFFSET_BITS=64)
