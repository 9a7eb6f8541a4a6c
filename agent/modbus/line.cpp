#include "agent/modbus/line.hpp"

namespace magpie::agent {

std::string_view reason(LineError error) {
    switch (error) {
        case LineError::no_device:
            return "no_device";
        case LineError::permission:
            return "permission";
        case LineError::settings:
            return "settings";
        case LineError::broken:
            return "broken";
        case LineError::timeout:
            return "timeout";
        case LineError::incomplete:
            return "incomplete";
        case LineError::crc:
            return "crc";
        case LineError::wrong_answer:
            return "wrong_answer";
        case LineError::exception_1:
            return "exception_1";
        case LineError::exception_2:
            return "exception_2";
        case LineError::exception_3:
            return "exception_3";
        case LineError::exception_4:
            return "exception_4";
        case LineError::exception_6:
            return "exception_6";
        case LineError::exception_other:
            break;
    }
    return "exception_other";
}

}  // namespace magpie::agent
