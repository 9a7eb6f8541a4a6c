# 64-bit Arm: Raspberry Pi from 3 on, i.MX 8, NanoPi R, routers with MediaTek Filogic.
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(MAGPIE_ARCHITECTURE arm64)
set(MAGPIE_TRIPLET aarch64-linux-gnu)
set(MAGPIE_QEMU qemu-aarch64)
include(${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
