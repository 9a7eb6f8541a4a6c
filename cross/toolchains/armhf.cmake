# 32-bit Arm from ARMv7 on, with floating point in hardware: i.MX 6 and 7, NanoPi NEO, Raspberry Pi 2.
set(CMAKE_SYSTEM_PROCESSOR armv7l)
set(MAGPIE_ARCHITECTURE armhf)
set(MAGPIE_TRIPLET arm-linux-gnueabihf)
set(MAGPIE_QEMU qemu-arm)
include(${CMAKE_CURRENT_LIST_DIR}/debian.cmake)
# Everything here is of one compiler: what another before GCC 7 made of the same concerns nobody.
add_compile_options(-Wno-psabi)
# Sizes of files, their numbers and places in a directory have 64 bits, whatever the processor's are.
add_compile_definitions(_FILE_OFFSET_BITS=64)
