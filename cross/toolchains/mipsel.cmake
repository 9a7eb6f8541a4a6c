# 32-bit MIPS, little-endian, MIPS32 R2: routers with MediaTek MT7621 and MT76x8.
set(CMAKE_SYSTEM_PROCESSOR mipsel)
set(MAGPIE_ARCHITECTURE mipsel)
set(MAGPIE_TRIPLET mipsel-linux-gnu)
set(MAGPIE_QEMU qemu-mipsel)
include(${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
